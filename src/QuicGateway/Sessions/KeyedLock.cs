namespace SocketWarp.QuicGateway.Sessions;

/// <summary>One at a time per key, in order; keys that nobody uses cost nothing.</summary>
internal sealed class KeyedLock
{
    private readonly Dictionary<string, Gate> _gates = [];

    public async ValueTask<IDisposable> EnterAsync(string key, CancellationToken cancellationToken)
    {
        Gate? gate;
        lock (_gates)
        {
            if (!_gates.TryGetValue(key, out gate))
                _gates.Add(key, gate = new Gate(this, key));
            gate.Users++;
        }

        try
        {
            await gate.Turn.WaitAsync(cancellationToken);
            return gate;
        }
        catch (OperationCanceledException)
        {
            Leave(gate);
            throw;
        }
    }

    private void Leave(Gate gate)
    {
        lock (_gates)
        {
            if (--gate.Users == 0)
                _gates.Remove(gate.Key);
        }
    }

    private sealed class Gate(KeyedLock owner, string key) : IDisposable
    {
        public string Key => key;

        public SemaphoreSlim Turn { get; } = new(1, 1);

        public int Users { get; set; }

        public void Dispose()
        {
            Turn.Release();
            owner.Leave(this);
        }
    }
}
