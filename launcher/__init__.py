"""The launcher behind `./script/server`: embedded servers and every process of Torale under one supervisor."""
