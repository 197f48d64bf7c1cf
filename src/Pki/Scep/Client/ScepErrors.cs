namespace SocketWarp.Pki.Scep.Client;

/// <summary>What a client's caller sees of faults in messages.</summary>
internal static class ScepErrors
{
    /// <param name="step">What messages call it.</param>
    /// <exception cref="ScepClientException">in place of a message's own exceptions.</exception>
    public static T Translate<T>(string step, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (ScepMessageException e)
        {
            throw new ScepClientException($"{step} with the SCEP server failed: {e.Message}", null, e);
        }
    }
}
