import Glibc

if CommandLine.arguments.dropFirst().first == LaunchCommand.name {
    LaunchCommand.run(Array(CommandLine.arguments.dropFirst(2)))
}
exit(await Dojo.main(Array(CommandLine.arguments.dropFirst())).rawValue)
