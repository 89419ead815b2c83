namespace Provisioning.ConsoleApp;

/// <summary>Where results go: standard output, as text for people or as one JSON document.</summary>
internal interface IOutput
{
    void WriteProject(ProjectDocument project, IReadOnlyList<ProjectCondition> conditions);

    void WriteList(IReadOnlyList<ProjectDocument> projects);

    void WritePlan(PlanDocument plan);

    void WritePurge(PurgeDocument purge);

    void WriteDoctor(DoctorDocument doctor);

    ILogOutput BeginLogs(bool timestamps);
}
