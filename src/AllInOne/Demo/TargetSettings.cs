using System.Net;
using System.Net.Sockets;
using SocketWarp.Base.Settings;

namespace SocketWarp.AllInOne.Demo;

/// <summary>Section <c>Target</c>: the demo target where it is a process of its own.</summary>
internal sealed class TargetSettings : ISettings
{
    public const string Section = "Target";

    /// <summary>Where it listens, TCP. 127.0.0.1:7007: anyone who reaches it can have it send without end.</summary>
    public IPEndPoint Listen { get; set; } = new(IPAddress.Loopback, 7007);

    public void Validate(SettingErrors errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        errors.RequireListenable(nameof(Listen), Listen, Listen, ProtocolType.Tcp);
    }
}
