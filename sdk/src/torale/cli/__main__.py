from torale.cli.main import run

run()
