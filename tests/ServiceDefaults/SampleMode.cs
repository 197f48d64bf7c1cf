namespace SocketWarp.ServiceDefaults.Tests;

internal enum SampleMode
{
    Fast,
    Slow,
}
