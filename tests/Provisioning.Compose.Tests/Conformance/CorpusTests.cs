using Xunit.Abstractions;

namespace Provisioning.Compose.Tests.Conformance;

public sealed class CorpusTests(ITestOutputHelper output)
{
    [Fact]
    public void Every_case_of_this_repository_gives_what_Compose_gives()
    {
        IReadOnlyList<CorpusCase> cases = CorpusCase.ReadAll(Corpus.OwnDirectory);
        Assert.True(cases.Count >= 140, $"Only {cases.Count} cases were found.");
        Check(cases, "compose-corpus-own.txt");
    }

    [Fact]
    public void Every_case_of_the_shared_corpus_gives_what_Compose_gives()
    {
        if (!Directory.Exists(Corpus.SharedDirectory))
        {
            output.WriteLine($"There is no corpus at {Corpus.SharedDirectory}; the cases of this repository carry the test.");
            return;
        }

        Check(CorpusCase.ReadAll(Corpus.SharedDirectory), "compose-corpus.txt");
    }

    [Fact]
    public void A_wrong_answer_is_noticed()
    {
        string folder = Directory.CreateTempSubdirectory("compose-corpus").FullName;
        try
        {
            foreach (string name in (string[])["different", "accepted", "refused"])
            {
                Directory.CreateDirectory(Path.Combine(folder, name));
                File.WriteAllText(Path.Combine(folder, name, "case.json"), """{"args": ["-f", "compose.yaml"], "project": "demo"}""");
                File.WriteAllText(Path.Combine(folder, name, "compose.yaml"), name == "refused" ? "services: []" : "services: {a: {image: x}}");
                File.WriteAllText(Path.Combine(folder, name, name == "accepted" ? "expected-error.txt" : "expected.json"), """{"name": "other"}""");
            }

            CorpusRun run = CorpusRun.Of(CorpusCase.ReadAll(folder));
            Assert.Equal("$.name: expected \"other\", got \"demo\"", Assert.Single(run.Different).Value);
            Assert.Equal("accepted", Assert.Single(run.WronglyAccepted).Key);
            Assert.Equal("refused", Assert.Single(run.WronglyRefused).Key);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // The list of exceptions is empty and may only be filled with a reason: "name of the case: why Compose is wrong".
    private static HashSet<string> Exceptions() =>
        [.. File.ReadAllLines(Path.Combine(Corpus.RepositoryRoot, "tests", "Provisioning.Compose.Tests", "corpus-exceptions.txt"))
            .Where(static line => line.Length > 0 && line[0] != '#')
            .Select(static line => line.Split(':')[0])];

    private void Check(IReadOnlyList<CorpusCase> cases, string report)
    {
        HashSet<string> exceptions = Exceptions();
        CorpusRun run = CorpusRun.Of([.. cases.Where(@case => !exceptions.Contains(@case.Name))]);
        run.WriteReport(Path.Combine(Corpus.RepositoryRoot, "artifacts", report));
        output.WriteLine($"{cases.Count} cases: {run.Equal} equal, {run.Refused.Count} refused.");
        Assert.Empty(run.Failed);
        Assert.Empty(run.Different);
        Assert.Empty(run.WronglyRefused);
        Assert.Empty(run.WronglyAccepted);
        Assert.Empty(run.BytesDiffer);
        Assert.Empty(run.Vague);
        Assert.Equal(cases.Count - exceptions.Count(name => cases.Any(@case => @case.Name == name)), run.Equal + run.Refused.Count);
    }
}
