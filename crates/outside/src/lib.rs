//! The only doors to the world: DNS, files; each can be shut by name.
