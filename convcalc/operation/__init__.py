"""What the subcommands calculate: options in, a result out."""
