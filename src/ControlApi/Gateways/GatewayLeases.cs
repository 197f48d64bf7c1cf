using System.Globalization;
using SocketWarp.Protocol.Control;
using SocketWarp.Store.Redis;
using StackExchange.Redis;

namespace SocketWarp.ControlApi.Gateways;

/// <summary>
/// The reports of attached gateways in Redis, so that every ControlApi knows what any gateway said. They belong to one attachment and expire with it: a
/// lease is renewed by the ControlApi that holds the attachment, and a later attachment takes it over.
/// </summary>
/// <remarks>
/// Keys, all in one slot: a set of ids; for each gateway a hash (owner, seq, and a field for each subject) and a sorted set that has the seq of each
/// subject's last change, so that a reader asks for what changed since it looked.
/// </remarks>
internal sealed class GatewayLeases(RedisConnection redis)
{
    /// <summary>How long a lease outlives its last renewal: a ControlApi that died is noticed within this.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(10);

    /// <summary>How often a lease is renewed: three times may fail.</summary>
    public static readonly TimeSpan Renewal = TimeSpan.FromSeconds(2.5);

    /// <summary>What a read may bring: the reports of 10,000 assignments and sessions.</summary>
    private const int ReadBytes = 8 * 1024 * 1024;

    private const string TakeScript = """
        local owner = redis.call('HGET', KEYS[2], 'owner')
        if ARGV[5] == 'again' and owner and owner ~= ARGV[1] then return { 'taken' } end
        redis.call('DEL', KEYS[2], KEYS[3])
        -- Above that of any lease before it, for readers who know the owner.
        local now = redis.call('TIME')
        redis.call('HSET', KEYS[2], 'owner', ARGV[1], 'seq', string.format('%.0f', now[1] * 1000000 + now[2]))
        redis.call('PEXPIRE', KEYS[2], ARGV[2])
        redis.call('SADD', KEYS[1], ARGV[4])
        redis.call('PUBLISH', ARGV[3], ARGV[4])
        return { 'ok' }
        """;

    private const string WriteScript = """
        local owner = redis.call('HGET', KEYS[2], 'owner')
        if owner ~= ARGV[1] then return { owner and 'taken' or 'gone' } end
        if #ARGV > 4 then
            local seq = redis.call('HINCRBY', KEYS[2], 'seq', 1)
            for i = 5, #ARGV, 2 do
                redis.call('HSET', KEYS[2], ARGV[i], ARGV[i + 1])
                redis.call('ZADD', KEYS[3], seq, ARGV[i])
            end
            redis.call('PUBLISH', ARGV[3], ARGV[4])
        end
        redis.call('PEXPIRE', KEYS[2], ARGV[2])
        redis.call('PEXPIRE', KEYS[3], ARGV[2])
        return { 'ok' }
        """;

    private const string EndScript = """
        if redis.call('HGET', KEYS[2], 'owner') ~= ARGV[1] then return { 'taken' } end
        redis.call('DEL', KEYS[2], KEYS[3])
        redis.call('SREM', KEYS[1], ARGV[4])
        redis.call('PUBLISH', ARGV[3], ARGV[4])
        return { 'ok' }
        """;

    private const string ListScript = """
        local answer = {}
        for _, id in ipairs(redis.call('SMEMBERS', KEYS[1])) do
            local head = redis.call('HMGET', ARGV[1] .. id, 'owner', 'seq')
            if head[1] then
                table.insert(answer, id)
                table.insert(answer, head[1])
                table.insert(answer, head[2])
            else
                redis.call('SREM', KEYS[1], id)
            end
        end
        return answer
        """;

    private const string ReadScript = """
        local head = redis.call('HMGET', KEYS[2], 'owner', 'seq')
        if not head[1] then return { '', '0' } end
        local since = head[1] == ARGV[1] and ARGV[2] or '0'
        local answer = { head[1], head[2] }
        for _, field in ipairs(redis.call('ZRANGEBYSCORE', KEYS[3], '(' .. since, '+inf')) do
            table.insert(answer, redis.call('HGET', KEYS[2], field))
        end
        return answer
        """;

    private readonly string _slot = $"{{{redis.Settings.KeyPrefix}:gateways}}";

    private string Channel => $"{_slot}:news";

    /// <summary>False where this ControlApi has a store of its own, and there is nobody to share with.</summary>
    public bool IsUsed => redis.Settings.IsUsed;

    /// <summary>How often all leases are looked at.</summary>
    public TimeSpan PollInterval => redis.Settings.PollInterval;

    /// <summary>Set when the connection was lost and is there again.</summary>
    public Task Restored => redis.Restored.Next;

    /// <summary>Becomes the owner of a gateway's lease, also when another had it, with no reports.</summary>
    /// <param name="again">It had the lease before: it does not take it from a later owner.</param>
    public async Task<LeaseState> TakeAsync(string gateway, string owner, bool again, CancellationToken cancellationToken) =>
        StateOf(await RunAsync(TakeScript, gateway, owner, [again ? "again" : "first"], 0, cancellationToken));

    /// <summary>Writes reports, if any, and renews the lease.</summary>
    public async Task<LeaseState> WriteAsync(
        string gateway,
        string owner,
        IReadOnlyList<KeyValuePair<string, byte[]>> reports,
        CancellationToken cancellationToken
    )
    {
        RedisValue[] values = [.. reports.SelectMany(r => new RedisValue[] { r.Key, r.Value })];
        return StateOf(await RunAsync(WriteScript, gateway, owner, values, reports.Sum(r => (long)r.Value.Length), cancellationToken));
    }

    public Task EndAsync(string gateway, string owner, CancellationToken cancellationToken) => RunAsync(EndScript, gateway, owner, [], 0, cancellationToken);

    /// <summary>The gateways that are attached anywhere.</summary>
    public async Task<IReadOnlyList<LeaseHead>> ListAsync(CancellationToken cancellationToken)
    {
        var answer = (string[])(await redis.RunAsync(ListScript, Keys(""), [$"{_slot}:of:"], 0, cancellationToken))!;
        return [.. answer.Chunk(3).Select(h => new LeaseHead(h[0], h[1], Number(h[2])))];
    }

    /// <summary>The reports that changed since a reader looked at the lease of this owner; all of another owner.</summary>
    public async Task<LeaseNews> ReadAsync(string gateway, string owner, long since, CancellationToken cancellationToken)
    {
        var answer = (RedisResult[])(await redis.RunAsync(ReadScript, Keys(gateway), [owner, since], ReadBytes, cancellationToken))!;
        return new LeaseNews((string)answer[0]!, Number((string)answer[1]!), [.. answer.Skip(2).Select(r => GatewayReport.Parser.ParseFrom((byte[])r!))]);
    }

    /// <summary>Calls back with a gateway's id when its lease has news.</summary>
    public Task SubscribeAsync(Action<string> told) => redis.SubscribeAsync(Channel, id => told((string?)id ?? ""));

    /// <summary>Each subject has one field, which holds its newest report.</summary>
    public static string FieldOf(GatewayReport report) =>
        report.KindCase switch
        {
            GatewayReport.KindOneofCase.Session => $"s:{report.Session.Uid}",
            GatewayReport.KindOneofCase.Assignment => $"a:{report.Assignment.Id}",
            GatewayReport.KindOneofCase.Counters => $"c:{report.Counters.Assignments[0].Id}",
            _ => $"{report.KindCase}",
        };

    private static LeaseState StateOf(string answer) =>
        answer switch
        {
            "ok" => LeaseState.Held,
            "gone" => LeaseState.Gone,
            _ => LeaseState.Taken,
        };

    private async Task<string> RunAsync(string script, string gateway, string owner, RedisValue[] values, long bytes, CancellationToken cancellationToken)
    {
        RedisValue[] all = [owner, (long)Lifetime.TotalMilliseconds, Channel, gateway, .. values];
        return ((string[])(await redis.RunAsync(script, Keys(gateway), all, bytes, cancellationToken))!)[0];
    }

    private RedisKey[] Keys(string gateway) => [$"{_slot}:all", $"{_slot}:of:{gateway}", $"{_slot}:order:{gateway}"];

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}

/// <summary>What became of a lease.</summary>
internal enum LeaseState
{
    Held,

    /// <summary>It expired, or Redis lost it; it may be taken again.</summary>
    Gone,

    /// <summary>A later attachment has it.</summary>
    Taken,
}

/// <summary>The holder of a gateway's lease, and a number that grows with each write.</summary>
internal readonly record struct LeaseHead(string Gateway, string Owner, long Seq);

/// <param name="Owner">Empty: nobody has it.</param>
/// <param name="Reports">In no order.</param>
internal sealed record LeaseNews(string Owner, long Seq, IReadOnlyList<GatewayReport> Reports);
