using System.CommandLine;
using SocketWarp.Bench;
using SocketWarp.Bench.Tunnels;

var rounds = new Option<int>("--rounds") { Description = "Rounds; every tunnel takes part in each, one after the other", DefaultValueFactory = _ => 3 };
var seconds = new Option<int>("--seconds") { Description = "Seconds of each measurement", DefaultValueFactory = _ => 4 };
var tunnels = new Option<string[]>("--tunnels")
{
    Description = $"Which to measure: {string.Join(", ", TunnelCatalog.Names)}",
    DefaultValueFactory = _ => [.. TunnelCatalog.Names],
    AllowMultipleArgumentsPerToken = true,
};
var json = new Option<FileInfo?>("--json") { Description = "Also write every round to this file" };
var command = new RootCommand("Measures SocketWarp beside other tunnels, on the same two ends, in one interleaved run.") { rounds, seconds, tunnels, json };
command.SetAction((parse, cancellation) =>
    BenchRun.ExecuteAsync(
        new BenchOptions(parse.GetValue(rounds), TimeSpan.FromSeconds(parse.GetValue(seconds)), parse.GetValue(tunnels)!, parse.GetValue(json)), cancellation));
return await command.Parse(args).InvokeAsync();
