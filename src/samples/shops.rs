//! The three shops: their words, goods, seasons and what is planted in them.

use crate::table::day::{self, Day};
use encoding_rs::{BIG5, Encoding, GB18030, UTF_8};

pub(super) struct Shop {
    pub name: &'static str,
    pub seed: u64,
    pub encoding: &'static Encoding,
    pub header: &'static str,
    /// Year, month, day.
    pub start: (i32, u32, u32),
    pub n_days: f64,
    /// Customers beside the silent regulars.
    pub n_customers: u32,
    pub n_silent: u32,
    /// Days since the start.
    pub silent_from: f64,
    /// Visits a day: gamma of this shape, times this scale.
    pub rate_shape: f64,
    pub rate_scale: f64,
    pub mean_lines: f64,
    pub mean_quantity: f64,
    /// Spread of the logarithm of how much a customer takes.
    pub appetite_spread: f64,
    /// Walk-in orders for each order of a known customer.
    pub walk_ins: f64,
    pub cancelled: f64,
    pub returned: f64,
    pub fee_share: f64,
    pub fee: Product,
    /// By month of the year: the chance that an intended visit takes place.
    pub season: [f64; 12],
    pub stores: &'static [&'static str],
    pub products: &'static [Product],
    /// Two products, and the chance that each brings the other along.
    pub pair: [(usize, f64); 2],
    /// Done, cancelled, returned.
    pub words: [&'static str; 3],
    /// First cell of a line of totals at the end.
    pub total_word: Option<&'static str>,
    pub facts: Facts,
}

/// What the finished file shows; `tests/samples.rs` measures it.
pub(super) struct Facts {
    /// How many times as often as chance the pair is bought together.
    pub times: f64,
    /// Share of the first fifth of known customers in the sales to known customers.
    pub top_fifth_share: f64,
    /// Year and month.
    pub peak: (i32, u8),
    /// Share of orders without a customer number.
    pub walk_in_share: f64,
    pub n_returned: u32,
    pub n_cancelled: u32,
}

pub(super) struct Product {
    pub code: &'static str,
    pub name: &'static str,
    pub category: &'static str,
    /// In the smallest unit the shop prints.
    pub price: u32,
    pub weight: f64,
}

const fn product(
    code: &'static str,
    name: &'static str,
    category: &'static str,
    price: u32,
    weight: f64,
) -> Product {
    Product { code, name, category, price, weight }
}

impl Shop {
    pub fn first_day(&self) -> Day {
        day::from_ymd(self.start.0, self.start.1, self.start.2).unwrap_or(0)
    }

    /// Numbers are shuffled over the range, so that nobody reads an age from them.
    pub fn customer_number(&self, customer: u32) -> String {
        let n = (u64::from(customer) * 7_919 + 1_237) % 9_973;
        match self.name {
            "shop" => format!("{}", 12_000 + n),
            "drinks" => format!("M{n:05}"),
            _ => format!("VIP{n:04}"),
        }
    }

    pub fn money(&self, amount: i64) -> String {
        if self.name == "drinks" {
            return amount.to_string();
        }
        let sign = if amount < 0 { "-" } else { "" };
        format!("{sign}{}.{:02}", amount.abs() / 100, amount.abs() % 100)
    }
}

pub(super) static SHOP: Shop = Shop {
    name: "shop",
    seed: 20_240_101,
    encoding: UTF_8,
    header: "Order No,Order Date,Store,Customer No,Product Code,Product,Category,Quantity,Unit Price,Line Total,Status",
    start: (2024, 1, 1),
    n_days: 731.0,
    n_customers: 4_100,
    n_silent: 180,
    silent_from: 430.0,
    rate_shape: 0.7,
    rate_scale: 0.042,
    mean_lines: 5.2,
    mean_quantity: 2.2,
    appetite_spread: 0.6,
    walk_ins: 0.14,
    cancelled: 0.02,
    returned: 0.045,
    fee_share: 0.22,
    fee: product("POST", "POSTAGE", "Postage", 450, 0.0),
    season: [0.55, 0.58, 0.62, 0.64, 0.66, 0.62, 0.58, 0.6, 0.72, 0.8, 1.0, 0.9],
    stores: &["Online", "York", "Bath", "Leeds"],
    products: &GIFTS,
    pair: [(3, 0.22), (17, 0.22)],
    words: ["completed", "cancelled", "returned"],
    total_word: None,
    facts: Facts {
        times: 8.0,
        top_fifth_share: 0.7,
        peak: (2024, 11),
        walk_in_share: 0.13,
        n_returned: 833,
        n_cancelled: 414,
    },
};

static GIFTS: [Product; 56] = [
    product("20101", "ROSE TEACUP", "Tea table", 425, 3.0),
    product("20102", "WILLOW TEACUP", "Tea table", 425, 2.2),
    product("20103", "ROSE TEAPOT", "Tea table", 1495, 1.6),
    product("20104", "GLASS CAKE STAND", "Tea table", 1850, 0.7),
    product("20105", "SUGAR TONGS", "Tea table", 295, 0.9),
    product("20106", "MILK JUG, BLUE", "Tea table", 595, 1.3),
    product("20107", "OAK TRAY", "Tea table", 1695, 0.8),
    product("20108", "TEA COSY, WOOL", "Tea table", 1295, 0.7),
    product("20109", "EGG CUP SET OF 4", "Tea table", 895, 1.1),
    product("20110", "LINEN NAPKINS SET OF 4", "Tea table", 1150, 1.4),
    product("20201", "BEESWAX CANDLE", "Light", 350, 3.4),
    product("20202", "TEALIGHTS PACK OF 24", "Light", 275, 3.1),
    product("20203", "LANTERN, TIN", "Light", 1250, 1.2),
    product("20204", "FAIRY LIGHTS, WARM", "Light", 995, 1.7),
    product("20205", "CANDLE SNUFFER", "Light", 495, 0.5),
    product("20206", "GLASS VOTIVE", "Light", 225, 2.0),
    product("20207", "LAMP SHADE, LINEN", "Light", 2250, 0.6),
    product("20208", "PAPER DOILIES PACK OF 50", "Party", 195, 0.7),
    product("20301", "PARTY BUNTING, SPOTS", "Party", 695, 2.1),
    product("20302", "PAPER PLATES PACK OF 12", "Party", 325, 2.4),
    product("20303", "PAPER STRAWS PACK OF 25", "Party", 175, 2.2),
    product("20304", "BIRTHDAY CANDLES", "Party", 150, 2.0),
    product("20305", "BALLOONS PACK OF 20", "Party", 250, 1.9),
    product("20306", "CAKE CASES PACK OF 60", "Party", 165, 2.6),
    product("20307", "GIFT WRAP, STARS", "Party", 225, 2.3),
    product("20308", "RIBBON REEL, RED", "Party", 185, 1.8),
    product("20401", "RECIPE BOX, TIN", "Kitchen", 1395, 1.1),
    product("20402", "ENAMEL COLANDER", "Kitchen", 1795, 0.8),
    product("20403", "WOODEN SPOON SET", "Kitchen", 650, 1.5),
    product("20404", "BAKING TIN, LOAF", "Kitchen", 850, 1.2),
    product("20405", "JAM JARS SET OF 6", "Kitchen", 725, 1.6),
    product("20406", "JAM LABELS PACK OF 48", "Kitchen", 245, 1.3),
    product("20407", "ROLLING PIN, BEECH", "Kitchen", 1050, 0.9),
    product("20408", "APRON, STRIPES", "Kitchen", 1595, 1.0),
    product("20409", "KITCHEN SCALES, RETRO", "Kitchen", 2495, 0.5),
    product("20410", "COOKIE CUTTERS SET OF 5", "Kitchen", 545, 1.4),
    product("20501", "SEED TIN", "Garden", 795, 1.0),
    product("20502", "TWINE IN A TIN", "Garden", 425, 1.5),
    product("20503", "PLANT LABELS, SLATE", "Garden", 375, 1.2),
    product("20504", "WATERING CAN, ZINC", "Garden", 1895, 0.7),
    product("20505", "BIRD FEEDER", "Garden", 1150, 0.9),
    product("20506", "GARDEN GLOVES", "Garden", 850, 1.1),
    product("20507", "KNEELING MAT", "Garden", 995, 0.6),
    product("20508", "TERRACOTTA POT SMALL", "Garden", 325, 1.9),
    product("20601", "WOODEN TRAIN", "Children", 1450, 1.1),
    product("20602", "SKIPPING ROPE", "Children", 495, 1.3),
    product("20603", "JIGSAW, FARM", "Children", 895, 1.2),
    product("20604", "CRAYONS PACK OF 24", "Children", 395, 1.8),
    product("20605", "NIGHT LIGHT, OWL", "Children", 1295, 0.9),
    product("20606", "LUNCH BOX, DINOSAUR", "Children", 795, 1.4),
    product("20607", "RAG DOLL", "Children", 1695, 0.6),
    product("20608", "STICKER BOOK", "Children", 345, 1.7),
    product("20701", "HOT WATER BOTTLE, KNITTED", "Home", 1550, 1.3),
    product("20702", "DOOR STOP, HARE", "Home", 1195, 0.8),
    product("20703", "PHOTO FRAME, OAK", "Home", 1350, 1.2),
    product("20704", "LAVENDER SACHET", "Home", 295, 2.1),
];

pub(super) static DRINKS: Shop = Shop {
    name: "drinks",
    seed: 11_301,
    encoding: BIG5,
    header: "交易單號,交易日期,門市,會員編號,品號,品名,類別,數量,單價,小計,狀態",
    start: (2024, 7, 1),
    n_days: 548.0,
    n_customers: 1_650,
    n_silent: 120,
    silent_from: 250.0,
    rate_shape: 0.7,
    rate_scale: 0.06,
    mean_lines: 1.9,
    mean_quantity: 1.3,
    appetite_spread: 0.4,
    walk_ins: 0.35,
    cancelled: 0.015,
    returned: 0.01,
    fee_share: 0.16,
    fee: product("F01", "外送費", "費用", 30, 0.0),
    season: [0.55, 0.52, 0.6, 0.66, 0.72, 0.8, 0.9, 1.0, 0.82, 0.75, 0.65, 0.58],
    stores: &["台北車站店", "板橋店", "台中一中店", "台南成大店", "高雄巨蛋店"],
    products: &TEAS,
    pair: [(4, 0.24), (20, 0.24)],
    words: ["完成", "作廢", "退貨"],
    total_word: Some("合計"),
    facts: Facts {
        times: 9.5,
        top_fifth_share: 0.64,
        peak: (2024, 8),
        walk_in_share: 0.26,
        n_returned: 78,
        n_cancelled: 163,
    },
};

static TEAS: [Product; 26] = [
    product("A01", "珍珠奶茶", "奶茶", 60, 4.2),
    product("A02", "波霸奶茶", "奶茶", 60, 2.0),
    product("A03", "黑糖鮮奶", "鮮奶", 75, 2.2),
    product("A04", "烏龍奶茶", "奶茶", 55, 1.8),
    product("A05", "芋頭鮮奶", "鮮奶", 80, 0.9),
    product("A06", "紅茶拿鐵", "鮮奶", 65, 1.9),
    product("A07", "布丁奶茶", "奶茶", 65, 1.2),
    product("A08", "抹茶拿鐵", "鮮奶", 75, 0.9),
    product("B01", "四季春茶", "原茶", 35, 3.4),
    product("B02", "茉莉綠茶", "原茶", 35, 3.0),
    product("B03", "阿薩姆紅茶", "原茶", 35, 2.6),
    product("B04", "凍頂烏龍", "原茶", 40, 1.5),
    product("B05", "冬瓜茶", "原茶", 35, 1.4),
    product("C01", "百香綠茶", "果茶", 55, 1.7),
    product("C02", "檸檬紅茶", "果茶", 55, 1.9),
    product("C03", "冬瓜檸檬", "果茶", 50, 1.3),
    product("C04", "葡萄柚綠茶", "果茶", 65, 1.2),
    product("C05", "蜂蜜檸檬", "果茶", 60, 1.1),
    product("C06", "多多綠茶", "果茶", 60, 1.6),
    product("C07", "鮮榨柳橙綠", "果茶", 70, 0.8),
    product("D01", "雞蛋糕", "點心", 50, 0.8),
    product("D02", "鹽酥雞", "點心", 70, 1.1),
    product("D03", "地瓜球", "點心", 50, 1.0),
    product("D04", "車輪餅", "點心", 20, 1.0),
    product("E01", "環保杯", "周邊", 250, 0.15),
    product("E02", "提袋", "周邊", 10, 0.9),
];

pub(super) static BEAUTY: Shop = Shop {
    name: "beauty",
    seed: 88_001,
    encoding: GB18030,
    header: "消费单号,消费日期,门店,会员卡号,项目编码,项目名称,项目类别,数量,单价,实付金额,状态",
    start: (2024, 1, 1),
    n_days: 731.0,
    n_customers: 1_420,
    n_silent: 90,
    silent_from: 425.0,
    rate_shape: 0.8,
    rate_scale: 0.035,
    mean_lines: 2.3,
    mean_quantity: 0.6,
    appetite_spread: 0.4,
    walk_ins: 0.1,
    cancelled: 0.03,
    returned: 0.02,
    fee_share: 0.2,
    fee: product("F001", "服务费", "费用", 2_000, 0.0),
    season: [0.7, 0.6, 0.68, 0.64, 0.74, 0.68, 0.64, 0.62, 0.68, 0.72, 1.0, 0.74],
    stores: &["上海静安店", "杭州西湖店", "南京新街口店"],
    products: &CARE,
    pair: [(2, 0.26), (16, 0.26)],
    words: ["已完成", "已取消", "已退款"],
    total_word: None,
    facts: Facts {
        times: 6.2,
        top_fifth_share: 0.65,
        peak: (2024, 11),
        walk_in_share: 0.09,
        n_returned: 138,
        n_cancelled: 264,
    },
};

static CARE: [Product; 24] = [
    product("M001", "基础补水护理", "面部", 19_800, 3.4),
    product("M002", "深层清洁", "面部", 16_800, 3.0),
    product("M003", "光子嫩肤", "面部", 69_800, 1.1),
    product("M004", "眼部护理", "面部", 15_800, 1.8),
    product("M005", "抗衰紧致", "面部", 59_800, 1.0),
    product("M006", "祛痘调理", "面部", 29_800, 1.3),
    product("S001", "肩颈按摩", "身体", 16_800, 2.6),
    product("S002", "全身精油", "身体", 32_800, 1.6),
    product("S003", "足部护理", "身体", 12_800, 1.9),
    product("S004", "背部刮痧", "身体", 13_800, 1.2),
    product("S005", "体雕塑形", "身体", 48_800, 0.7),
    product("H001", "头皮护理", "美发", 18_800, 1.5),
    product("H002", "剪发造型", "美发", 12_800, 2.8),
    product("H003", "染发", "美发", 46_800, 1.2),
    product("H004", "烫发", "美发", 56_800, 0.9),
    product("N001", "美甲", "美甲美睫", 15_800, 2.2),
    product("N002", "修复冻干粉", "产品", 26_800, 0.8),
    product("N003", "嫁接睫毛", "美甲美睫", 22_800, 1.4),
    product("P001", "补水面膜一盒", "产品", 12_800, 1.8),
    product("P002", "防晒霜", "产品", 13_800, 1.3),
    product("P003", "洗面奶", "产品", 8_800, 1.5),
    product("P004", "护手霜", "产品", 4_800, 1.2),
    product("P005", "精华液", "产品", 36_800, 0.9),
    product("P006", "润唇膏", "产品", 3_800, 1.0),
];
