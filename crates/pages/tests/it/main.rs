//! The pages at their door: what a browser asks, and what it gets.

mod after;
mod api;
mod browser;
mod checking;
mod entering;
mod fence;
mod hostile;
mod looks;
mod mails;
mod questions;
mod settings;
mod sources;
mod weight;
mod wire;
