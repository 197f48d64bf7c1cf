using System.Net;
using System.Net.Sockets;
using SocketWarp.Base.Settings;

namespace SocketWarp.AllInOne.Settings;

/// <summary>Section <c>AppHost</c>, after the program that first ran everything: what the demonstration adds to the settings of the services.</summary>
internal sealed class AllInOneSettings : ISettings
{
    public const string Section = "AppHost";

    /// <summary>Certificates, tokens, stores and everything else that outlives a run. Default: <c>.state</c> in the working directory.</summary>
    public string StateDirectory { get; set; } = ".state";

    /// <summary>Lets the system choose every port that is not set, so that several can run at once.</summary>
    public bool FreePorts { get; set; }

    /// <summary>REST API, TCP on the loopback address. Default: 8080.</summary>
    public int? ApiPort { get; set; }

    /// <summary>Where the connector dials the gateway, UDP on the loopback address. Default: 11443.</summary>
    public int? GatewayPort { get; set; }

    /// <summary>Where visitors reach the demo target, TCP on the loopback address. Default: 9000.</summary>
    public int? VisitorPort { get; set; }

    /// <summary>The demo target behind the connector, TCP on the loopback address. Default: 7007.</summary>
    public int? TargetPort { get; set; }

    /// <summary>SCEP and its API, TCP on the loopback address. Default: 3000.</summary>
    public int? ScepPort { get; set; }

    /// <summary>Whether there is a demo target with a port that leads to it, a self-test, and the lines on standard output that say what is where.</summary>
    public bool Demo { get; set; } = true;

    /// <summary>Whether 64 MiB go through the demo tunnel each way first.</summary>
    public SelfTestMode SelfTest { get; set; }

    public void Validate(SettingErrors errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        errors.Require(StateDirectory.Length > 0, nameof(StateDirectory), StateDirectory, "name a folder");
        errors.Require(Demo || SelfTest == SelfTestMode.Off, nameof(SelfTest), SelfTest, $"write Off, or let {nameof(Demo)} be true");
        RequirePort(nameof(ApiPort), ApiPort, ProtocolType.Tcp);
        RequirePort(nameof(GatewayPort), GatewayPort, ProtocolType.Udp);
        RequirePort(nameof(VisitorPort), VisitorPort, ProtocolType.Tcp);
        RequirePort(nameof(TargetPort), TargetPort, ProtocolType.Tcp);
        RequirePort(nameof(ScepPort), ScepPort, ProtocolType.Tcp);

        void RequirePort(string key, int? port, ProtocolType protocol)
        {
            errors.RequirePort(key, port ?? 0);
            if (port is > 0 and <= IPEndPoint.MaxPort)
                errors.RequireListenable(key, port, new IPEndPoint(IPAddress.Loopback, port.Value), protocol);
        }
    }
}
