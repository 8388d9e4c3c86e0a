-- Predictions on corruptions of the test images: JSON, or null where the study has none.
alter table score add column corrupted text;
