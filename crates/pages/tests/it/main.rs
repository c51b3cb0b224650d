//! The pages at their door: what a browser asks, and what it gets.

mod browser;
mod checking;
mod entering;
mod fence;
mod hostile;
mod looks;
mod questions;
mod wire;
