"""Attacks that were done once, each as a module that anyone can run; see bench/README.md."""
