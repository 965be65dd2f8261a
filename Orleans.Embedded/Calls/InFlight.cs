namespace Orleans.Runtime;

/// <summary>
/// The calls somebody waits for, oldest first, in a few independently locked parts so that callers on different threads do not meet.
/// All calls have the same timeout, so a sweep looks only at the oldest.
/// </summary>
internal sealed class InFlight
{
    private readonly Stripe[] _stripes;

    public InFlight()
    {
        _stripes = new Stripe[Environment.ProcessorCount * 4];
        for (var index = 0; index < _stripes.Length; index++)
            _stripes[index] = new();
    }

    public void Add(RequestBase request) => _stripes[Environment.CurrentManagedThreadId % _stripes.Length].Add(request);

    /// <summary>Calls <paramref name="expire"/> for each request sent before <paramref name="sentBeforeMs"/>, and forgets it. The request cannot be reused meanwhile.</summary>
    public void Expire(long sentBeforeMs, Action<RequestBase> expire)
    {
        foreach (var stripe in _stripes)
            stripe.Expire(sentBeforeMs, expire);
    }

    internal sealed class Stripe
    {
        private readonly Lock _lock = new();
        private RequestBase? _oldest;
        private RequestBase? _newest;

        public void Add(RequestBase request)
        {
            lock (_lock)
            {
                request.Stripe = this;
                request.Older = _newest;
                if (_newest is null)
                    _oldest = request;
                else
                    _newest.Newer = request;
                _newest = request;
            }
        }

        public void Remove(RequestBase request)
        {
            lock (_lock)
            {
                if (request.Stripe is not null)
                    Unlink(request);
            }
        }

        public void Expire(long sentBeforeMs, Action<RequestBase> expire)
        {
            lock (_lock)
            {
                while (_oldest is { } request && request.SentAtMs < sentBeforeMs)
                {
                    // Unlinked last: until then the callee cannot recycle the request that is being looked at.
                    expire(request);
                    Unlink(request);
                }
            }
        }

        private void Unlink(RequestBase request)
        {
            if (request.Older is null)
                _oldest = request.Newer;
            else
                request.Older.Newer = request.Newer;
            if (request.Newer is null)
                _newest = request.Older;
            else
                request.Newer.Older = request.Older;
            request.Older = null;
            request.Newer = null;
            request.Stripe = null;
        }
    }
}
