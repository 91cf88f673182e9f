/// A batch on its way to the database, and the step that it belongs to.
struct SentBatch {
    let step: MigrationStep
    let batch: StepBatch
    /// All steps of the batch, where it holds several.
    let steps: [MigrationStep]

    init(step: MigrationStep, batch: StepBatch, among steps: [MigrationStep] = []) {
        self.step = step
        self.batch = batch
        self.steps = steps.isEmpty ? [step] : steps
    }

    /// The step to which a failure belongs.
    func step(failing error: DatabaseError) -> MigrationStep {
        let guilty = error.statementIndex.flatMap { index in
            batch.parts.first { $0.statements.contains(index) }?.revision
        }
        let checked = zip(steps, batch.checks).first { $0.1 == error.statementIndex }?.0
        return checked ?? steps.first { $0.revision?.id == guilty } ?? step
    }
}
