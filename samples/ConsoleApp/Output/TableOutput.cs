using System.Globalization;

namespace Provisioning.ConsoleApp;

/// <summary>Results for people.</summary>
internal sealed class TableOutput(ConsoleIo io) : IOutput
{
    private readonly TextWriter _writer = io.Out;
    private readonly TextStyle _style = TextStyle.For(io, io.IsOutTerminal);

    public void WriteProject(ProjectDocument project, IReadOnlyList<ProjectCondition> conditions)
    {
        _writer.WriteLine($"Project     {_style.Bold(project.Id)}");
        _writer.WriteLine($"Provider    {project.Provider}");
        _writer.WriteLine($"State       {_style.State(project.State)}");
        _writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Generation  {project.Generation}"));
        if (project.Changed)
        {
            _writer.WriteLine($"Change      {Documents.Name(project.Change)}");
        }

        foreach (string change in project.Changes ?? [])
        {
            _writer.WriteLine($"Repaired    {TerminalText.Clean(change)}");
        }

        WriteTable(
            ["ENDPOINT", "URL", "SERVICE", "SCOPE"],
            project.Endpoints.Select(endpoint => new[] { endpoint.Name, endpoint.Url, endpoint.Service, endpoint.Scope }),
            stateColumns: []);
        WriteTable(
            ["SERVICE", "STATE", "HEALTH", "EXIT", "IMAGE"],
            project.Services.Select(service => new[]
            {
                service.Name,
                service.State,
                service.Health == "none" ? "-" : service.Health,
                service.ExitCode?.ToString(CultureInfo.InvariantCulture) ?? "-",
                service.Image ?? "-",
            }),
            stateColumns: [1, 2]);
        foreach (ProjectCondition condition in conditions.Where(condition => condition.Holds != true))
        {
            string holds = condition.Holds is null ? "may not hold" : "does not hold";
            _writer.WriteLine();
            _writer.WriteLine(TerminalText.Clean($"{condition.Type} {holds} ({condition.Reason}). {condition.Message}".TrimEnd()));
        }
    }

    public void WriteList(IReadOnlyList<ProjectDocument> projects)
    {
        if (projects.Count == 0)
        {
            _writer.WriteLine("No projects.");
            return;
        }

        WriteTable(
            ["PROJECT", "STATE", "GENERATION", "PROVIDER", "ENDPOINTS"],
            projects.Select(project => new[]
            {
                project.Id,
                project.State,
                project.Generation.ToString(CultureInfo.InvariantCulture),
                project.Provider,
                project.Endpoints.Count == 0 ? "-" : string.Join(", ", project.Endpoints.Select(endpoint => endpoint.Url)),
            }),
            stateColumns: [1],
            isFirst: true);
    }

    public void WritePlan(PlanDocument plan)
    {
        if (plan.Actions.Count == 0)
        {
            _writer.WriteLine($"Project {plan.Id} is as requested. Nothing would be changed.");
            return;
        }

        WriteTable(
            ["ACTION", "RESOURCE", "NAME", "REASON"],
            plan.Actions.Select(action => new[] { action.Kind, action.Resource, action.Name, action.Reason }),
            stateColumns: [],
            isFirst: true);
    }

    public void WritePurge(PurgeDocument purge)
    {
        foreach (string removed in purge.Removed)
        {
            _writer.WriteLine("removed  " + TerminalText.Clean(removed));
        }

        foreach (string leftover in purge.Leftovers)
        {
            _writer.WriteLine($"{_style.Red("left")}     {TerminalText.Clean(leftover)}");
        }

        if (purge.Leftovers.Count == 0)
        {
            _writer.WriteLine(purge.Removed.Count == 0 ? $"Project {purge.Id} does not exist. Nothing was removed." : $"Project {purge.Id} is gone.");
        }
    }

    public void WriteDoctor(DoctorDocument doctor)
    {
        WriteTable(
            ["CHECK", "RESULT", "WHAT WAS FOUND"],
            doctor.Checks.Select(check => new[] { check.Name, check.Result, check.Message }),
            stateColumns: [1],
            isFirst: true);
        foreach (DoctorCheckDocument check in doctor.Checks.Where(check => check.Remedy is not null))
        {
            _writer.WriteLine();
            _writer.WriteLine(TerminalText.CleanLines($"{check.Name}: {check.Remedy}"));
        }
    }

    public void WriteNames(IReadOnlyList<string> names)
    {
        foreach (string name in names)
        {
            _writer.WriteLine(TerminalText.Clean(name));
        }
    }

    public void WriteValues(IReadOnlyDictionary<string, string> values, char separator) => WriteNames([.. values.Select(value => $"{value.Key}{separator}{value.Value}")]);

    public ILogOutput BeginLogs(bool timestamps) => new LogLines(_writer, _style, timestamps);

    private void WriteTable(string[] headers, IEnumerable<string[]> rows, int[] stateColumns, bool isFirst = false)
    {
        var table = new TextTable(headers);
        bool any = false;
        foreach (string[] row in rows)
        {
            table.Add(row);
            any = true;
        }

        if (!any)
        {
            return;
        }

        if (!isFirst)
        {
            _writer.WriteLine();
        }

        table.Write(_writer, _style.Bold, (column, text) => stateColumns.Contains(column) ? _style.State(text) : text);
    }

    private sealed class LogLines(TextWriter writer, TextStyle style, bool timestamps) : ILogOutput
    {
        private int _width;

        public void Write(ProjectLogEntry entry)
        {
            // Names come one by one: the column grows with the longest seen so far.
            _width = Math.Max(_width, entry.ServiceName.Length);
            string time = timestamps ? $"{entry.Timestamp?.ToString("O", CultureInfo.InvariantCulture) ?? "-"} " : string.Empty;
            writer.WriteLine($"{style.Bold(TerminalText.Clean(entry.ServiceName).PadRight(_width))} | {time}{TerminalText.Clean(entry.Message)}");
        }

        public void Complete()
        {
        }

        public void Dispose()
        {
        }
    }
}
