using SocketWarp.Pki.Enrollment;

namespace SocketWarp.Pki.Tests.Support;

/// <summary>A keeper that runs in virtual time.</summary>
internal sealed class Keeping : IAsyncDisposable
{
    private readonly CertificateKeeper _keeper;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _running;
    private int _changes;

    public Keeping(Enrolling device, VirtualTime time)
    {
        Time = time;
        _keeper = new CertificateKeeper(device.Options, device.Paths, EnrollmentWords.OfSection("Enrollment"), device.Usage, time, Log, new Random(7));
        _running = _keeper.RunAsync(
            () =>
            {
                Interlocked.Increment(ref _changes);
                return Task.CompletedTask;
            },
            _stopping.Token
        );
    }

    public VirtualTime Time { get; }

    public LogLines Log { get; } = new();

    /// <summary>How often the files had another certificate.</summary>
    public int Changes => Volatile.Read(ref _changes);

    /// <summary>Lets virtual time pass until something holds.</summary>
    /// <returns>How much of it passed.</returns>
    public async Task<TimeSpan> UntilAsync(Func<bool> holds)
    {
        var passed = TimeSpan.Zero;
        while (!holds())
        {
            passed += await Time.StepAsync();
            Assert.True(passed < TimeSpan.FromDays(400), "it never came");
        }

        return passed;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running.InTime();
        _keeper.Dispose();
        _stopping.Dispose();
    }
}
