-- Not a line of this was run by spark in this test.
select count(*) as n from (select * from t
) as rowsmith_source;

select `a` as v0, cast(`x` as double) as v1, `it's` as v2, cast(datediff(`day`, date '1970-01-01') as bigint) as v3, unix_micros(cast(`moment` as timestamp)) as v4 from (select * from t
) as rowsmith_source;

select v, count(*) as n from (select `a` as v from (select * from t
) as rowsmith_source) as t group by v limit 1048577;

select v, count(*) as n from (select cast(`x` as double) as v from (select * from t
) as rowsmith_source) as t group by v limit 1048577;

select v, count(*) as n from (select `it's` as v from (select * from t
) as rowsmith_source) as t group by v limit 1048577;

select v, count(*) as n from (select cast(datediff(`day`, date '1970-01-01') as bigint) as v from (select * from t
) as rowsmith_source) as t group by v limit 1048577;

select v, count(*) as n from (select unix_micros(cast(`moment` as timestamp)) as v from (select * from t
) as rowsmith_source) as t group by v limit 1048577;

select `a` as v0, cast(`x` as double) as v1, `it's` as v2, cast(datediff(`day`, date '1970-01-01') as bigint) as v3, unix_micros(cast(`moment` as timestamp)) as v4 from (select * from t
) as rowsmith_source;

cache table rowsmith_coded as select cast(case when `a` is null then 3 else case when `a` <= 2 then case when `a` <= 1 then 0 else 1 end else 2 end end as tinyint) as c0, cast(case when (cast(`x` as double) is null or cast(`x` as double) <> cast(`x` as double) or cast(`x` as double) > cast('1.7976931348623157e308' as double) or cast(`x` as double) < cast('-1.7976931348623157e308' as double)) then 4 else case when cast(`x` as double) <= cast('0.5' as double) then case when cast(`x` as double) <= cast('-2.25' as double) then 0 else 1 end else case when cast(`x` as double) <= cast('1.5' as double) then 2 else 3 end end end as tinyint) as c1, cast(case when `it's` = 'b\\' then 0 when `it's` = 'c"`d' then 1 when `it's` = 'it\'s' then 2 else 3 end as tinyint) as c2, cast(case when cast(datediff(`day`, date '1970-01-01') as bigint) is null then 4 else case when cast(datediff(`day`, date '1970-01-01') as bigint) <= 19756 then case when cast(datediff(`day`, date '1970-01-01') as bigint) <= 19754 then 0 else 1 end else case when cast(datediff(`day`, date '1970-01-01') as bigint) <= 19783 then 2 else 3 end end end as tinyint) as c3, cast(case when unix_micros(cast(`moment` as timestamp)) is null then 4 else case when unix_micros(cast(`moment` as timestamp)) <= 1704195000000000 then case when unix_micros(cast(`moment` as timestamp)) <= 1704103200000000 then 0 else 1 end else case when unix_micros(cast(`moment` as timestamp)) <= 1704456001000000 then 2 else 3 end end end as tinyint) as c4 from (select * from t
) as rowsmith_source;

select c0, c1, c2, c3, c4, count(*) as n from rowsmith_coded group by grouping sets ((c3, c0), (c3, c1), (c1, c2), (c4, c3), (c4)) limit 65537;

uncache table rowsmith_coded;

drop view rowsmith_coded;

select v, count(*) as n from (select `a` as v from (select * from t
) as rowsmith_source) as t group by v limit 1048577;

select v, count(*) as n from (select cast(`x` as double) as v from (select * from t
) as rowsmith_source) as t group by v limit 1048577;

select v, count(*) as n from (select `it's` as v from (select * from t
) as rowsmith_source) as t group by v limit 1048577;

select v, count(*) as n from (select cast(datediff(`day`, date '1970-01-01') as bigint) as v from (select * from t
) as rowsmith_source) as t group by v limit 1048577;

select v, count(*) as n from (select unix_micros(cast(`moment` as timestamp)) as v from (select * from t
) as rowsmith_source) as t group by v limit 1048577;

select m0, m1, m2, m3, m4, count(*) as n from (select case when `a` is null then 1 else 0 end as m0, case when (cast(`x` as double) is null or cast(`x` as double) <> cast(`x` as double) or cast(`x` as double) > cast('1.7976931348623157e308' as double) or cast(`x` as double) < cast('-1.7976931348623157e308' as double)) then 1 else 0 end as m1, case when `it's` is null then 1 else 0 end as m2, case when cast(datediff(`day`, date '1970-01-01') as bigint) is null then 1 else 0 end as m3, case when unix_micros(cast(`moment` as timestamp)) is null then 1 else 0 end as m4 from (select * from t
) as rowsmith_source) as t group by m0, m1, m2, m3, m4;

cache table rowsmith_coded as select cast(case when `a` is null then 3 else case when `a` <= 2 then case when `a` <= 1 then 0 else 1 end else 2 end end as tinyint) as c0, cast(case when (cast(`x` as double) is null or cast(`x` as double) <> cast(`x` as double) or cast(`x` as double) > cast('1.7976931348623157e308' as double) or cast(`x` as double) < cast('-1.7976931348623157e308' as double)) then 4 else case when cast(`x` as double) <= cast('0.5' as double) then case when cast(`x` as double) <= cast('-2.25' as double) then 0 else 1 end else case when cast(`x` as double) <= cast('1.5' as double) then 2 else 3 end end end as tinyint) as c1, cast(case when `it's` = 'b\\' then 0 when `it's` = 'c"`d' then 1 when `it's` = 'it\'s' then 2 else 3 end as tinyint) as c2, cast(case when cast(datediff(`day`, date '1970-01-01') as bigint) is null then 4 else case when cast(datediff(`day`, date '1970-01-01') as bigint) <= 19756 then case when cast(datediff(`day`, date '1970-01-01') as bigint) <= 19754 then 0 else 1 end else case when cast(datediff(`day`, date '1970-01-01') as bigint) <= 19783 then 2 else 3 end end end as tinyint) as c3, cast(case when unix_micros(cast(`moment` as timestamp)) is null then 4 else case when unix_micros(cast(`moment` as timestamp)) <= 1704195000000000 then case when unix_micros(cast(`moment` as timestamp)) <= 1704103200000000 then 0 else 1 end else case when unix_micros(cast(`moment` as timestamp)) <= 1704456001000000 then 2 else 3 end end end as tinyint) as c4, cast(case when `a` is null then 1 else 0 end as tinyint) as c5, cast(case when unix_micros(cast(`moment` as timestamp)) is null then 1 else 0 end as tinyint) as c6 from (select * from t
) as rowsmith_source;

select c2, count(*) as n, sum(cast(f0 as decimal(38,0))) as s0, sum(cast(f1 as decimal(38,0))) as s1, sum(cast(f2 as decimal(38,0))) as s2, sum(cast(f3 as decimal(38,0))) as s3, sum(cast(f4 as decimal(38,0))) as s4, sum(cast(f5 as decimal(38,0))) as s5 from (select c2, cast(case when c0 <= 1 then case when c0 <= 0 then -83303 else -21277 end else case when c0 <= 2 then 52290 else 0 end end as bigint) as f0, cast(case when c1 <= 2 then case when c1 <= 1 then case when c1 <= 0 then -83303 else -21277 end else 21277 end else case when c1 <= 3 then 83303 else 0 end end as bigint) as f1, cast(case when c3 <= 2 then case when c3 <= 1 then case when c3 <= 0 then -83303 else -21277 end else 21277 end else case when c3 <= 3 then 83303 else 0 end end as bigint) as f2, cast(case when c4 <= 2 then case when c4 <= 1 then case when c4 <= 0 then -83303 else -21277 end else 21277 end else case when c4 <= 3 then 83303 else 0 end end as bigint) as f3, cast(case when c5 <= 1 then case when c5 <= 0 then -22934 else 91738 end else 0 end as bigint) as f4, cast(case when c6 <= 1 then case when c6 <= 0 then -22934 else 91738 end else 0 end as bigint) as f5 from rowsmith_coded) as scored group by c2;

select c2, count(*) as n, sum(cast(f0 as decimal(38,0))) as s0, sum(cast(f0 * f0 as decimal(38,0))) as s1 from (select c2, cast(case when c0 <= 1 then case when c0 <= 0 then -306 else -78 end else case when c0 <= 2 then 192 else 0 end end + case when c1 <= 2 then case when c1 <= 1 then case when c1 <= 0 then -10872 else -2777 end else 2777 end else case when c1 <= 3 then 10872 else 0 end end + case when c3 <= 2 then case when c3 <= 1 then case when c3 <= 0 then -3681 else -940 end else 940 end else case when c3 <= 3 then 3681 else 0 end end + case when c4 <= 2 then case when c4 <= 1 then case when c4 <= 0 then -5626 else -1437 end else 1437 end else case when c4 <= 3 then 5626 else 0 end end + 0 + case when c6 <= 1 then case when c6 <= 0 then 94 else -376 end else 0 end as bigint) as f0 from rowsmith_coded) as scored group by c2;

select 0 as g, count(*) as n, sum(cast(f1 * f0 as decimal(38,0))) as s0, sum(cast(f2 * f0 as decimal(38,0))) as s1, sum(cast(f2 * f1 as decimal(38,0))) as s2, sum(cast(f3 * f0 as decimal(38,0))) as s3, sum(cast(f3 * f1 as decimal(38,0))) as s4, sum(cast(f3 * f2 as decimal(38,0))) as s5, sum(cast(f4 * f0 as decimal(38,0))) as s6, sum(cast(f4 * f1 as decimal(38,0))) as s7, sum(cast(f4 * f2 as decimal(38,0))) as s8, sum(cast(f4 * f3 as decimal(38,0))) as s9, sum(cast(f5 * f0 as decimal(38,0))) as s10, sum(cast(f5 * f1 as decimal(38,0))) as s11, sum(cast(f5 * f2 as decimal(38,0))) as s12, sum(cast(f5 * f3 as decimal(38,0))) as s13, sum(cast(f5 * f4 as decimal(38,0))) as s14, sum(cast(f6 * f0 as decimal(38,0))) as s15, sum(cast(f6 * f1 as decimal(38,0))) as s16, sum(cast(f6 * f2 as decimal(38,0))) as s17, sum(cast(f6 * f3 as decimal(38,0))) as s18, sum(cast(f6 * f4 as decimal(38,0))) as s19, sum(cast(f6 * f5 as decimal(38,0))) as s20, sum(cast(f7 * f0 as decimal(38,0))) as s21, sum(cast(f7 * f1 as decimal(38,0))) as s22, sum(cast(f7 * f2 as decimal(38,0))) as s23, sum(cast(f7 * f3 as decimal(38,0))) as s24, sum(cast(f7 * f4 as decimal(38,0))) as s25, sum(cast(f7 * f5 as decimal(38,0))) as s26, sum(cast(f7 * f6 as decimal(38,0))) as s27, sum(cast(f7 * f7 as decimal(38,0))) as s28, sum(cast(f8 * f0 as decimal(38,0))) as s29, sum(cast(f8 * f1 as decimal(38,0))) as s30, sum(cast(f8 * f2 as decimal(38,0))) as s31, sum(cast(f8 * f3 as decimal(38,0))) as s32, sum(cast(f8 * f4 as decimal(38,0))) as s33, sum(cast(f8 * f5 as decimal(38,0))) as s34, sum(cast(f8 * f6 as decimal(38,0))) as s35, sum(cast(f8 * f7 as decimal(38,0))) as s36, sum(cast(f8 * f8 as decimal(38,0))) as s37 from (select cast(case when c1 <= 2 then case when c1 <= 1 then case when c1 <= 0 then -83303 else -21277 end else 21277 end else case when c1 <= 3 then 83303 else 0 end end as bigint) as f1, cast(case when c0 <= 1 then case when c0 <= 0 then -83303 else -21277 end else case when c0 <= 2 then 52290 else 0 end end as bigint) as f0, cast(case when c2 <= 1 then case when c2 <= 0 then 21277 else 83303 end else case when c2 <= 2 then -52290 else 0 end end as bigint) as f2, cast(case when c3 <= 2 then case when c3 <= 1 then case when c3 <= 0 then -83303 else -21277 end else 21277 end else case when c3 <= 3 then 83303 else 0 end end as bigint) as f3, cast(case when c4 <= 2 then case when c4 <= 1 then case when c4 <= 0 then -83303 else -21277 end else 21277 end else case when c4 <= 3 then 83303 else 0 end end as bigint) as f4, cast(case when c5 <= 1 then case when c5 <= 0 then -22934 else 91738 end else 0 end as bigint) as f5, cast(case when c6 <= 1 then case when c6 <= 0 then -22934 else 91738 end else 0 end as bigint) as f6, cast(case when c5 <= 0 then 1 else 0 end as bigint) as f7, cast(case when c6 <= 0 then 1 else 0 end as bigint) as f8 from rowsmith_coded) as scored;

uncache table rowsmith_coded;

drop view rowsmith_coded;
