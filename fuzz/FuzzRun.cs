using SocketWarp.Pki.Authority;
using SocketWarp.Pki.Scep;

namespace SocketWarp.Fuzz;

/// <summary>Feeds damaged messages to readers: each is refused with the exceptions that the readers promise, or is accepted; all else is a find.</summary>
internal sealed class FuzzRun
{
    // A message is refused in well under a millisecond; whatever takes so long lets few peers keep us busy.
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, (int Count, string Target, byte[] First)> _finds = [];

    public int Refused { get; private set; }

    public int Accepted { get; private set; }

    /// <summary>The finds by kind: how often, which reader, and the first message that showed it.</summary>
    public IReadOnlyDictionary<string, (int Count, string Target, byte[] First)> Finds => _finds;

    public void Run(IReadOnlyList<FuzzTarget> targets, int count, int seed)
    {
        var mutator = new Mutator(seed);
        for (var i = 0; i < count; i++)
        {
            var target = targets[mutator.Next(targets.Count)];
            Feed(target, mutator.Damage(target.Valid, targets[mutator.Next(targets.Count)].Valid));
        }
    }

    private void Feed(FuzzTarget target, byte[] message)
    {
        // Of the processor: what a busy machine makes us wait is no message's fault.
        var started = Environment.CpuUsage.TotalTime;
        try
        {
            target.Read(message);
            Accepted++;
        }
        catch (Exception e) when (e is ScepMessageException or CertificateRequestException)
        {
            Refused++;
        }
        catch (Exception e)
        {
            Note($"{e.GetType().Name}: {e.Message}", target, message);
        }

        if (Environment.CpuUsage.TotalTime - started > Slow)
            Note($"slower than {Slow.TotalSeconds} s", target, message);
    }

    private void Note(string kind, FuzzTarget target, byte[] message) =>
        _finds[kind] = _finds.TryGetValue(kind, out var before) ? before with { Count = before.Count + 1 } : (1, target.Name, message);
}
