-- What a model said of an image is not asked again. Absent of scores from before: those were made in batches, and what was
-- said then depends on them in the last bits.
alter table score add column image_key text;
alter table score add column manifest  text;
-- Of the images, those of which the model was not asked again.
alter table score add column known     integer not null default 0;

create index score_by_image_key on score (image_key);
