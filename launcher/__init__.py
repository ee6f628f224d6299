"""What `./script/server` runs: the embedded servers, and every process of Torale, under one supervisor."""
