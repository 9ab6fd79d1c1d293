"""What the page says: labels, hints and messages, in one place."""

from __future__ import annotations

from typing import Any

TITLE = "scenewright"
TAGLINE = "Talk to a photo, and it is edited the way you meant."
STAYS = "Everything stays on this machine."
LEAVES = "The photo is edited on this machine. {outgoing}."

UPLOAD = "Open a photo"
EXAMPLE = "Try a portrait"
SESSIONS = "Photos"
CHAT = "Conversation"
WORDS = "What should be done?"
PLACEHOLDER = "remove the man on the left"
EMPTY_CHAT = "Open a photo to begin. Then say what you want, or mark things in the picture."
SEND, STOP, UNDO, REDO = "Send", "Stop", "Undo", "Redo"
AHEAD = "Always go ahead (undo takes it back)"

FOLLOWED = "Which instruction was followed where"
NO_PHOTO = "Open a photo first."
NO_ADDRESS = "A photo is opened as a file; addresses are not fetched."
NO_WORDS = "Say what you want done."
NOTHING_ASKED = "Nothing is waiting for an answer."
NOTHING_DRAWN = "Nothing was drawn: an edit needs a plan."
STILL_WORKING = "The last thing you said is still being worked on; wait for it, or stop it."
OWN_ADDRESS = "this page answers to its own address only"
NOT_SERVED = "this page serves only what it made itself"
BUSY = "Too much is waiting here already, so this was not begun. Wait a moment, then do it again."
NOT_YOURS = "This photo was not opened in this browser."
CANNOT_BE_READ = "(a photo whose edits cannot be read)"
STOPPED = "Stopping after the step in hand …"
INTERNAL = "Something went wrong inside ({kind}). Nothing was lost; the terminal that serves this page says more."

OPENED = "{name} is open, {width} × {height} pixels."
WORKING = "Working …"
BY_HAND = "(by hand) {done}"
LOOKED_AT = "How it was done and checked"
CHECKING = "{step}: {verdict}"
SO_FAR = "the picture after: {step}"

UNFINISHED = "This was not finished, because the program ended while it was worked on. Say it again."
UNFINISHED_BY_HAND = "What was done last was not finished, because the program ended meanwhile. Do it again."
NOT_FINISHED, SAY_AGAIN = "Not finished", "Say it again"

PLAN = "This is what I would do"
GO_AHEAD, LEAVE = "Go ahead", "Leave it"
SAY_DIFFERENTLY = "Say it differently"
AND_WITH_IT = "and with it: {what} ({because})"
SECONDS = "about {seconds:.0f} s"
BY_ITSELF = "no model needed"
WITH = "with {tools}"
ACTION = "Step {number}: {what}"
LEAVE_OUT, EARLIER, LATER = "Leave out step {number}: {what}", "Do step {number} earlier", "Do step {number} later"
VALUE = "{label} of step {number}"
COLOR, AMOUNT, BLUR, SIZE, TURNED, COUNT = "colour", "strength, %", "blur, %", "size, %", "degrees", "how many"
DRAWN, WRITTEN, PLACE = "what", "new words", "place"
OFFSETS, POINTS = ("pixels right", "pixels down"), ("from the left", "from the top")
AMOUNTS = {
    "brightness": "brightness, %",
    "contrast": "contrast, %",
    "saturation": "colour, %",
    "temperature": "warmth, %",
    "sharpness": "sharpness, %",
    "shadows": "shadows, %",
    "highlights": "highlights, %",
}
REVISED = "changed by hand"
NOTHING_PLANNED = "No plan is waiting."
NOTHING_LEFT = "This is the only step: leave the plan, or say it differently."
WHICH_STEP = "The plan was changed meanwhile, and several of its steps could be meant: look at it again."
NO_CHANGE = "A change leaves an action out, has another place for it (to), or sets a value of it."
NO_SUCH_NUMBER = "{name} is a number from 1 to {most}, but got {given!r}."
NO_SUCH_VALUE = "What can be set here: {names}; but got {name!r}."
NO_NUMBER = "{label} is a number, but got {given!r}."
NONE = "nothing"

ASKED = "One question"
OR_ANSWER = "Click one, or answer in words."
READING = "How it would look: {label}"
TRY_READINGS, TRY_READINGS_LABEL = "Try each as a version", "Carry each reading out on a version of its own"
TRYING = "(each as a version)"
TRIED = "Each reading is a version now: click one below the picture to go on with it."

HISTORY = "History"
PHOTO = "Photo"
STEP = "Step {turn}: {what}"
DROP_STEP = "Take out step {turn}: {what}"
NOW = "now"
UNDONE = "undone; click to do it again"
BRANCH = "Go on with “{name}”"
CURRENT_BRANCH = "“{name}”, worked on"
COMPARED_BRANCH = "the end of “{name}”"
FORGET_BRANCH = "Forget “{name}”"
SURE_TO_FORGET = "Forget “{name}”? Its steps are gone then."
NAME_OF_BRANCH = "version {number}"
NEW_BRANCH = "+ version"
NEW_BRANCH_LABEL = "Keep this version and go on with another"

SIDE = "Scene, examples, settings"
SCENE, EXAMPLES, SETTINGS, TOOLS = "What is in the picture", "Free photos to try", "Settings", "Tools and models"
NO_THINGS = "Nothing is known yet. Open a photo, or name what you mean: it is looked for."
NOT_THERE = "no {phrase} was found"
MARK_THING = "Mark {name} in the picture"
APPROVAL, SEED = "Before something is done", "Seed"
SEED_INFO = "The same words with the same seed give the same picture."
APPROVALS = {
    "auto": "show unsure or slow plans",
    "always": "show every plan first",
    "never": "go ahead at once",
}
TOOLSET, READ_BY = "Toolset", "English words are read by"
TOOLSETS = {
    "embedded": "embedded: any machine",
    "foundation": "foundation: can generate",
}
RULES, A_MODEL = "rules on this machine", "a language model"
MODEL, MODEL_LIKE = "Model", "ollama:llama3.2"
ADDRESS, ADDRESS_LIKE = "Address of your own server", "none: the provider's"
SEES, SMALL = "It sees the picture, made smaller", "It is small: let it choose from menus"
USE_MODEL, AGREE = "Use this model", "Agree, from now on"
USED = "Words are read by {model}."
NOT_USED = "Not used: {reason}."
CONSENT = "{outgoing}. Until you agree, nothing is sent, and the words are read as before."
SET_BY_OWNER = "What reads the words is set where this page is started."
TOOLS_COMPLETE, TOOLS_LACK = "All that is needed is here.", "Something is missing. In a terminal, run:"
THERE, MISSING, NOT_NEEDED = "there", "missing", "not there, and not needed"
NO_SAMPLES = "None is on this machine. To add some, run:"
OPEN_SAMPLE = "Open: {title} ({free})"
NO_SAMPLE = "There is no free photo {name!r} on this machine; there are: {names}."

PICTURE = "Picture"
COMPARE = "Compare"
COMPARE_ONE, COMPARE_OTHER = "Left", "Right"
COMPARED_PICTURE = "One of the two pictures that are compared"
SLIDER = "How much of the left picture is seen (arrow keys)"
COMPARED = "{share} of the pixels differ, by up to {largest} of 255."
COMPARED_SAME = "The two are the same, pixel for pixel."
COMPARED_SIZES = "These two have different sizes: {reason}"
NO_PICTURE = "no such picture"
NO_SUCH_PICTURE = "This picture is not one of this photo's."
CHANGED = "Where they differ"
AFTER = "after step {turn}"

EXPORT = "Export"
EXPORT_AS = "Save as"
FORMS = (
    ("PNG, every pixel as it is", "png"),
    ("JPEG", "jpg"),
    ("WebP", "webp"),
    ("Layers (OpenRaster .ora, for Krita and GIMP)", "ora"),
    ("Session, to go on elsewhere (.scenewright)", "scenewright"),
    ("Recipe, for other photos (.json)", "recipe.json"),
)
DOWNLOAD = "Download {name}"
UNKNOWN_FORM = "a form is one of {forms}, but got {form!r}"

BRING_MASK, BRING_REFERENCE = "Bring a mask", "Bring a picture to take from"
NO_FILE = "Choose a file first."
MASK_UNFIT = "This mask cannot be used: {reason}."
MASK_SCALED = "The mask was {came} pixels; it was scaled to the picture's {shown}."
NOT_BROUGHT = "This reference picture was not brought to this photo; bring it again."
NOTHING_MARKED_HERE = "Mark what is meant, or name things by their ids."
NO_NAME = "Say what it is: a name is missing."
NOTHING_MARKED = "Mark a thing first, then all like it."
NO_KIND = "Nobody knows what this is, so nothing else of its kind can be found. Give it a name first."
NO_OTHERS = "No other thing like this was found."
THESE = "these"
BY_REFERENCE = f"“{BRING_REFERENCE}” above the picture"

PICTURE_LABELS: dict[str, Any] = {
    "canvas": "The picture. Click a thing to mark it; arrow keys pan, plus and minus zoom, 0 shows all of it, 1 each "
    "of its pixels as one. N goes from thing to thing and Enter marks it; then Shift with arrows moves it, page up and "
    "down make it larger and smaller, and Enter does it. F2 names it, G marks all like it, O shows the photo as it "
    "came. With a tool that draws, Enter puts a cross there that the arrows move.",
    "tools": "Tools",
    "marks": "Marks",
    "brush": "Width of the brush, in pixels of the picture",
    "wide": "{width} px",
    "hint": "Click a thing to mark it, then say what to do with [A].",
    "empty": "Open a photo, or drop one here.",
    "drop": "Take away the mark {mark}",
    "reference": "Take away the reference picture {mark}",
    "bring": {"mask": BRING_MASK, "reference": BRING_REFERENCE},
    "brought": "{count} marked. Say for example: remove these",
    "thing": {
        "about": "About {name}",
        "name": "What is it?",
        "rename": ("Rename", "Rename it (F2 goes to its name)"),
        "merge": ("Merge", "All marked are one thing"),
        "absent": ("No such thing", "There is no such thing in the picture"),
        "alike": ("All like this", "Mark all things like this (G)"),
    },
    "ghost": "Enter does it, Escape leaves it",
    "cross": "Arrows move the cross, with Shift further; Enter draws, Escape leaves it",
    "drawing": "Arrows draw, Enter ends it, Escape leaves it",
    "tool": {
        "pick": "Select (V): click a thing to mark it, drag it to move it, a corner to resize it",
        "box": "Box (B): draw a box around something",
        "point": "Point (P): point at a spot",
        "stroke": "Stroke (S): paint over something to mark it",
        "remove": "Removal brush (R): what you paint over is taken out; with Shift, several strokes together",
        "restore": "Eraser (E): what you paint over is as the photo came; with Shift, several strokes together",
        "hand": "Hand (H): drag the picture about",
    },
    "peek": "The photo as it came, while you hold this (O)",
    "save": "Save the picture as PNG (Ctrl+S)",
    "zoom": {"in": "Zoom in (+)", "out": "Zoom out (−)", "whole": "Show all of it (0)"},
}
