//! Says a finding in a language or as JSON; knows formats and decides nothing.
