using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using SocketWarp.Base.State;

namespace SocketWarp.ControlApi.Gateways;

/// <summary>The gateways that have attached since the start.</summary>
internal sealed class GatewayRegistry(TimeProvider time, IOptions<ControlSettings> settings)
{
    private readonly ConcurrentDictionary<string, GatewayState> _gateways = new(StringComparer.Ordinal);

    /// <summary>The signal that is set after every report, and whenever a gateway comes or goes.</summary>
    public ChangeSignal Changed { get; } = new();

    public IEnumerable<GatewayState> All => _gateways.Values.OrderBy(g => g.Id, StringComparer.Ordinal);

    public GatewayState? Find(string id) => _gateways.GetValueOrDefault(id);

    public GatewayState Of(string id) => _gateways.GetOrAdd(id, key => new GatewayState(key, time, settings.Value.MaxConnectors));

    public bool IsFull(string newcomer) => _gateways.Count >= settings.Value.MaxGateways && !_gateways.ContainsKey(newcomer);
}
