namespace SocketWarp.ServiceDefaults.Journal;

/// <summary>A change that waits for the writer.</summary>
internal abstract class PendingChange<TTable, TRecord>
{
    /// <returns>What makes it so; null when nothing is to be written.</returns>
    public abstract TRecord? Judge(TTable table);

    /// <summary>It is durable.</summary>
    public abstract void Complete();

    public abstract void Fail(Exception reason);
}
