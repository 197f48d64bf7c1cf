using System.CommandLine;
using SocketWarp.Bench.Commands;
using SocketWarp.Bench.Load;

var root = new RootCommand("Measures SocketWarp beside other tunnels, on the same two ends, in one interleaved run.");
new TunnelsCommand().AddTo(root);
root.Subcommands.Add(new ScaleCommand().Create());
root.Subcommands.Add(new IdleCommand().Create());
root.Subcommands.Add(new ControlCommand().Create());
root.Subcommands.Add(new PathsCommand().Create());
root.Subcommands.Add(new AllocationCommand().Create());
root.Subcommands.Add(new LoadCommand().Create());

// Time to end the programs that a run has started.
var invocation = new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30), EnableDefaultExceptionHandler = false };
try
{
    return await root.Parse(args).InvokeAsync(invocation);
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("bench: interrupted");
    return 130;
}
catch (Exception exception) when (exception is InvalidOperationException or IOException or HttpRequestException)
{
    Console.Error.WriteLine($"bench: error: {exception.Message}");
    return 1;
}
