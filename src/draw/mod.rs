//! A chart as data onto any plotters backend.
