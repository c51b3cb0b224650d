//! Values that must show themselves as nothing.

use std::fmt;

use zeroize::Zeroize;

/// A gift code, claim link, password or key: no `Display`, no `Serialize`, a masking `Debug`, wiped on drop.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret<T: Zeroize>(T);

impl<T: Zeroize> Secret<T> {
    /// Takes a value into hiding.
    pub fn new(value: T) -> Self {
        Self(value)
    }

    /// The value; the caller answers for where it goes.
    pub fn reveal(&self) -> &T {
        &self.0
    }
}

impl<T: Zeroize> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

impl<T: Zeroize> Drop for Secret<T> {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_shows_itself_as_nothing() {
        let code = Secret::new(String::from("W3GU-YD4NGH-88C8"));
        assert_eq!(format!("{code:?} {:?}", Some(&code)), "… Some(…)");
    }
}
