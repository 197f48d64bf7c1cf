using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using SocketWarp.ScepServer.Telemetry;

namespace SocketWarp.ScepServer.Tests.Support;

/// <summary>What the meter of one server says.</summary>
internal sealed class Figures : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, byte> _names = [];
    private readonly ConcurrentDictionary<(string Name, string? Tag), double> _values = [];

    public Figures(ScepMetrics metrics)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter != metrics.Meter)
                return;
            _names[instrument.Name] = 0;
            listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => _values.AddOrUpdate(Key(instrument, tags), value, (_, sum) => sum + value));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => _values[Key(instrument, tags)] = value);
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => _values[Key(instrument, tags)] = value);
        _listener.Start();
    }

    public IEnumerable<string> Names => _names.Keys;

    /// <summary>0 when there is nothing.</summary>
    public double this[string name, string? tag = null]
    {
        get
        {
            _listener.RecordObservableInstruments();
            return _values.GetValueOrDefault((name, tag));
        }
    }

    public void Dispose() => _listener.Dispose();

    private static (string Name, string? Tag) Key(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        (instrument.Name, tags.Length > 0 ? tags[0].Value?.ToString() : null);
}
