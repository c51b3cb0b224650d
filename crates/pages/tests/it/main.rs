//! The pages at their door: what a browser asks, and what it gets.

mod after;
mod browser;
mod checking;
mod entering;
mod fence;
mod hostile;
mod looks;
mod questions;
mod settings;
mod wire;
