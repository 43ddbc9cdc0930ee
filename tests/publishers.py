"""A few lines in the layout of each publisher's file, for the tests of the builder."""

USGS = (
    "MCS chapter,Section,Commodity,Country,Statistics,Statistics_detail,Unit,Year,Value,Notes\n"
    "GALLIUM,World Production,Gallium,China,Production,Primary production,kilograms,2026,\"950,000\",\n"
    "GALLIUM,World Production,Gallium,Japan,Production,Primary production,kilograms,2026,\"3,000\",\n"
    "GALLIUM,World Production,Gallium,World total,Production,Primary production: rounded,kilograms,2026,\"950,000\",\n"
    "GALLIUM,Salient Statistics,Gallium,United States,Net import reliance,"
    "Net import reliance as a percentage of reported consumption,percent,2026,>95,\n"
    "GALLIUM,Salient Statistics,Gallium,United States,Consumption,\"Consumption, reported\",kilograms,2026,W,\n"
    "GALLIUM,Salient Statistics,Gallium,United States,Price,"
    "\"Price, average unit value of imports, dollars per kilogram\",dollars per kilogram,2026,600,\n"
)  # fmt: skip
BACI = "t,i,j,k,v,q\n2024,156,392,284690,1000.0,50.0\n2024,156,842,284690,900.0,45.0\n2024,458,392,284690,10.0,NA\n"
WGI = "code,countryname,year,wgi_mean6\nCHN,China,2024,-0.35\nUSA,United States,2024,1.1\n"
IEA = "mineral,stage,country,year,kt\nCopper,mining,Chile,2024,5476\nCopper,mining,World total,2024,22794\n"
EU = "Material,Stage,Country,Share,t\nGallium,P,China,94%,1.0\nGallium,P,Germany,6%,0.8\n"
