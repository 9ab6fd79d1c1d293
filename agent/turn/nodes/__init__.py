"""The steps of a turn, as plain functions of the services and the state."""
