using System.ComponentModel.DataAnnotations;
using SocketWarp.Base.Settings;
using SocketWarp.Store.Redis;

namespace SocketWarp.ControlApi.Store;

/// <summary>Section <c>State</c>: what outlives the process.</summary>
internal sealed class StateSettings : ISettings
{
    public const string Section = "State";

    /// <summary>Made when missing (mode 0700); holds the embedded store, the tokens and the control socket. One process at a time.</summary>
    public string Directory { get; set; } = Path.Combine(".state", "controlapi");

    /// <summary>Assignments that the store takes. 10,000: their snapshot fits in one message to a gateway.</summary>
    [Range(1, 10_000)]
    public int MaxAssignments { get; set; } = 10_000;

    /// <summary>Bytes of changes behind the store's snapshot that start a new one. 1 MiB: read in milliseconds, and thousands of changes.</summary>
    [Range(4096, 256 * 1024 * 1024)]
    public int CompactAboveBytes { get; set; } = 1024 * 1024;

    /// <summary>Changes that wait for the medium. More are refused rather than kept waiting.</summary>
    [Range(1, 100_000)]
    public int MaxWaitingChanges { get; set; } = 1024;

    /// <summary>
    /// How long a change may wait for those before it, and be overtaken by those of other ControlApis; it is refused then. 5 s: callers wait for 10.
    /// </summary>
    [DurationRange("100ms", "1m")]
    public TimeSpan ChangeTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Answers that are kept for those who repeat a write with its Idempotency-Key; one more forgets the oldest. 10,000: about 5 MB.</summary>
    [Range(1, 100_000)]
    public int MaxRequestKeys { get; set; } = 10_000;

    /// <summary>How long such an answer is kept. 1 day: a script that was stopped in the evening may go on in the morning.</summary>
    [DurationRange("1m", "30d")]
    public TimeSpan RequestKeyLifetime { get; set; } = TimeSpan.FromDays(1);

    /// <summary>Where the assignments are when several ControlApis share them.</summary>
    public RedisStoreSettings Redis { get; set; } = new();

    public void Validate(SettingErrors errors)
    {
        errors.Require(Directory.Length > 0, nameof(Directory), Directory, "name a directory");
    }
}
