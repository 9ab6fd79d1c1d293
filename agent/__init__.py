"""Reading, refining, planning, acting, verifying: the agent, its sessions and their store."""
