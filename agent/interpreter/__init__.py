"""Reading instructions: words, marks, a scene and the turns before give an edit plan."""
