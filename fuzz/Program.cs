using System.CommandLine;
using System.Diagnostics;
using SocketWarp.Fuzz;

var count = new Option<int>("--count") { Description = "How many damaged messages.", DefaultValueFactory = _ => 1_000_000 };
var seed = new Option<int>("--seed") { Description = "The same seed damages in the same ways (keys and nonces differ).", DefaultValueFactory = _ => 1 };
var root = new RootCommand("Feeds damaged SCEP messages to every reader of them, and prints what no reader may throw.") { count, seed };
root.SetAction(parsed =>
{
    using var targets = new ScepTargets();
    var run = new FuzzRun();
    var started = Stopwatch.GetTimestamp();
    run.Run(targets.All, parsed.GetValue(count), parsed.GetValue(seed));
    var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
    Console.WriteLine(
        $"{parsed.GetValue(count)} messages, seed {parsed.GetValue(seed)}: {run.Refused} refused, {run.Accepted} accepted, {seconds:0} s, "
            + $"{parsed.GetValue(count) / seconds:0} messages/s"
    );
    foreach (var (kind, find) in run.Finds)
        Console.WriteLine($"UNEXPECTED {find.Count} times, first with {find.Target}: {kind}\n{Convert.ToHexString(find.First)}");
    return run.Finds.Count == 0 ? 0 : 1;
});
return root.Parse(args).Invoke();
