// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

/** The commands that change how a submitted study continues; they differ in their words only. */
enum StudyControl {
  CANCEL(
      "cancel",
      "Cancel a study. Results that it already has stay; runs that another study needs continue.",
      "cancelRequested",
      "Study %s is being cancelled."),
  PAUSE(
      "pause",
      "Pause the trainings of a study. They stop and keep what they have. Runs that another study"
          + " needs continue, and models that are already trained are scored.",
      "paused",
      "Study %s is paused."),
  RESUME(
      "resume",
      "Continue the trainings of a paused study where they stopped.",
      "resumed",
      "Study %s continues.");

  private final String label;
  private final String description;
  private final String field;
  private final String sentence;

  StudyControl(String label, String description, String field, String sentence) {
    this.label = label;
    this.description = description;
    this.field = field;
    this.sentence = sentence;
  }

  /** Name of the command, and last part of its address. */
  String label() {
    return label;
  }

  /** For the help text. */
  String description() {
    return description;
  }

  /** The field of the JSON document that is true when the request was accepted. */
  String field() {
    return field;
  }

  /** What the user reads when the request was accepted. */
  String sentence(String studyId) {
    return sentence.formatted(studyId);
  }
}
