"""The web application for people. It calls services and readings, and holds no rules of its own."""
