//! The border to JavaScript.
