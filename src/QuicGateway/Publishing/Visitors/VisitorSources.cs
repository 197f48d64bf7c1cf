using System.Runtime.InteropServices;
using SocketWarp.Base.Net;

namespace SocketWarp.QuicGateway.Publishing.Visitors;

/// <summary>Counts the visitors of one port by where they come from.</summary>
internal sealed class VisitorSources
{
    private readonly Dictionary<SourceAddress, int> _visitors = [];

    /// <summary>The source with the most visitors, and their number; 0 while there are no visitors.</summary>
    public (SourceAddress Source, int Visitors) Largest
    {
        get
        {
            lock (_visitors)
            {
                var largest = default(KeyValuePair<SourceAddress, int>);
                foreach (var source in _visitors)
                    if (source.Value > largest.Value)
                        largest = source;
                return (largest.Key, largest.Value);
            }
        }
    }

    /// <returns>false when the source has <paramref name="most"/> visitors already.</returns>
    public bool TryAdd(SourceAddress source, int most)
    {
        lock (_visitors)
        {
            ref var visitors = ref CollectionsMarshal.GetValueRefOrAddDefault(_visitors, source, out _);
            if (visitors >= most)
                return false;
            visitors++;
            return true;
        }
    }

    public void Remove(SourceAddress source)
    {
        lock (_visitors)
        {
            if (--CollectionsMarshal.GetValueRefOrNullRef(_visitors, source) == 0)
                _visitors.Remove(source);
        }
    }
}
