using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;
using SocketWarp.Base.Settings;

namespace SocketWarp.AppHost;

/// <summary>What the composition can be told on its command line; docs/aspire.md lists it.</summary>
internal sealed class AppHostSettings
{
    private readonly IConfiguration _configuration;
    private readonly List<string> _errors = [];

    /// <exception cref="SettingsException">when a value cannot be used</exception>
    public AppHostSettings(IConfiguration configuration)
    {
        _configuration = configuration;
        FreePorts = Read(nameof(FreePorts), false, bool.TryParse, "write true or false");
        Redis = Read(nameof(Redis), RedisChoice.Auto, ParseChoice, "write auto, container, server or none");
        RedisImage = configuration[nameof(RedisImage)];
        ApiPort = Port(nameof(ApiPort), 8080);
        ScepPort = Port(nameof(ScepPort), 3000);
        GatewayPort = BoundPort(nameof(GatewayPort), 11443, SocketType.Dgram);
        VisitorPort = BoundPort(nameof(VisitorPort), 9000, SocketType.Stream);
        TargetPort = BoundPort(nameof(TargetPort), 7007, SocketType.Stream);
        GatewayMetricsPort = BoundPort(nameof(GatewayMetricsPort), 9464, SocketType.Stream);
        ConnectorMetricsPort = BoundPort(nameof(ConnectorMetricsPort), 9465, SocketType.Stream);
        if (_errors.Count > 0)
            throw new SettingsException(_errors);
    }

    private delegate bool Parser<T>(string text, out T value);

    /// <summary>Lets the system choose every port that is not named.</summary>
    public bool FreePorts { get; }

    /// <summary>Where the assignments are.</summary>
    public RedisChoice Redis { get; }

    /// <summary>Image of the Redis container, <c>name:tag</c>; null: Aspire's.</summary>
    public string? RedisImage { get; }

    /// <summary>ControlApi behind Aspire's proxy; null: any free port.</summary>
    public int? ApiPort { get; }

    /// <summary>ScepServer behind Aspire's proxy; null: any free port.</summary>
    public int? ScepPort { get; }

    public int GatewayPort { get; }

    public int VisitorPort { get; }

    public int TargetPort { get; }

    public int GatewayMetricsPort { get; }

    public int ConnectorMetricsPort { get; }

    private int? Port(string key, int usual) => Read(key, FreePorts ? (int?)null : usual, ParsePort, "write a port from 1 to 65535");

    /// <summary>A port that a part binds itself, so that it must be known beforehand.</summary>
    private int BoundPort(string key, int usual, SocketType type)
    {
        if (Port(key, usual) is { } port)
            return port;
        using var socket = new Socket(AddressFamily.InterNetwork, type, ProtocolType.Unspecified);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private static bool ParsePort(string text, out int? port)
    {
        var isPort = ushort.TryParse(text, CultureInfo.InvariantCulture, out var value) && value > 0;
        port = value;
        return isPort;
    }

    private static bool ParseChoice(string text, out RedisChoice choice) => Enum.TryParse(text, ignoreCase: true, out choice) && Enum.IsDefined(choice);

    private T Read<T>(string key, T usual, Parser<T> parse, string hint)
    {
        if (_configuration[key] is not { Length: > 0 } text)
            return usual;
        if (parse(text, out var value))
            return value;
        _errors.Add($"--{key} is \"{text}\": {hint}");
        return usual;
    }
}
