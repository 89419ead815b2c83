using Xunit.Abstractions;

namespace Provisioning.Compose.Tests.Conformance;

public sealed class CorpusTests(ITestOutputHelper output)
{
    [Fact]
    public void Every_case_of_the_shared_corpus_gives_what_Compose_gives()
    {
        if (!Directory.Exists(Corpus.SharedDirectory))
        {
            output.WriteLine($"There is no corpus at {Corpus.SharedDirectory}; the cases of this repository carry the test.");
            return;
        }

        CorpusRun run = CorpusRun.Of(CorpusCase.ReadAll(Corpus.SharedDirectory));
        run.WriteReport(Path.Combine(Corpus.RepositoryRoot, "artifacts", "compose-corpus.txt"));
        Assert.Empty(run.Failed);
        Assert.Empty(run.Different);
        Assert.Empty(run.WronglyRefused);
        Assert.Empty(run.WronglyAccepted);
    }
}
