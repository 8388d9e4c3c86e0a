-- Whether a data set can be compared is asked at every result: it is found by an index, however many cells have one.
alter table cell add column comparable boolean not null default true;

create index cell_unsettled on cell (study_id, dataset) where state <> 'DONE' and comparable;
