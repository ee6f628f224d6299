"""Right, silent or wrong: what is judged without a model, on labelled cases."""
