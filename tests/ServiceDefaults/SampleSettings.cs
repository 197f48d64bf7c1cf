using System.Net;
using SocketWarp.Base;
using SocketWarp.Base.Settings;

namespace SocketWarp.ServiceDefaults.Tests;

internal sealed class SampleSettings : ISettings
{
    public string Name { get; set; } = "";

    public int Count { get; set; }

    public bool On { get; set; }

    [DurationRange("1ms", "1m")]
    public TimeSpan Wait { get; set; } = TimeSpan.FromSeconds(1);

    public IPAddress? Address { get; set; }

    public IPEndPoint? Listen { get; set; }

    public SampleMode Mode { get; set; }

    public Secret? Token { get; set; }

    public int? Optional { get; set; }

    public SampleInner Inner { get; } = new();

    public SampleOptions Options { get; set; } = new();

    public IReadOnlyList<string> Names { get; set; } = [];

    public int[] Ports { get; set; } = [];

    public IList<SamplePart> Parts { get; set; } = [];

    public Dictionary<string, string> Labels { get; set; } = [];

    public void Validate(SettingErrors errors)
    {
        errors.Require(Token is null || Token.Reveal().Length >= 6, nameof(Token), Token, "write at least 6 characters");
    }
}
