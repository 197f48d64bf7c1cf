using SocketWarp.EndToEnd.Support;

namespace SocketWarp.EndToEnd.Faults;

/// <summary>The clock of one container set ahead and back again, as by a time server after a wrong start.</summary>
[Collection(InstallationCollection.Name)]
public sealed class ClockTests(Installation installation)
{
    /// <summary>Visits until the next step: a second or more, in which whatever depends on the clock has come up.</summary>
    private const int Visits = 20;

    [Theory]
    [InlineData("gateway")]
    [InlineData("alice")]
    [InlineData("first")]
    public async Task Clock_JumpsADayAheadAndBack_NoVisitorNoticesAndNoChangeIsLost(string name)
    {
        var service = installation.Named(name);
        await using var changes = Changes.Start(installation);
        await using var alice = Visitors.Start(installation.AlicePort);
        await using var bob = Visitors.Start(installation.BobPort);
        foreach (var (offset, days) in new[] { ("+1d", 1), ("+0", 0) })
        {
            await Installation.SetClockAsync(service, offset);
            await Until.HoldsAsync(() => LogsAsync(service, DateTime.UtcNow.AddDays(days)), TimeSpan.FromSeconds(20), $"the clock is at {offset}");
            var (a, b) = (alice.Served, bob.Served);
            await Until.HoldsAsync(() => Task.FromResult(alice.Served >= a + Visits && bob.Served >= b + Visits), TimeSpan.FromSeconds(20), "visitors go on");
        }

        await alice.AssertNothingNoticedAsync();
        await bob.AssertNothingNoticedAsync();
        await changes.AssertAllThereAsync();
    }

    /// <summary>Whether the process logs its state with this date.</summary>
    private static async Task<bool> LogsAsync(Service service, DateTime date)
    {
        await Engine.RunAsync("kill", "--signal", "USR1", service.Container.Id);
        var (_, output, error) = await Engine.TryAsync("logs", "--tail", "1", service.Container.Id);
        return (output + error).StartsWith($"{date:yyyy-MM-dd}", StringComparison.Ordinal);
    }
}
