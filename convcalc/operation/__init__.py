"""What the subcommands calculate: options in, a result out. One file per subcommand."""
