namespace SocketWarp.AllInOne.SelfTest;

/// <summary>What a transfer test measured.</summary>
/// <param name="Bytes">Moved in each direction.</param>
/// <param name="Up">Time from visitor to target.</param>
/// <param name="Down">Time from target to visitor.</param>
internal sealed record TransferResult(long Bytes, TimeSpan Up, TimeSpan Down)
{
    public double UpGigabits => Bytes * 8 / Up.TotalSeconds / 1e9;

    public double DownGigabits => Bytes * 8 / Down.TotalSeconds / 1e9;
}
