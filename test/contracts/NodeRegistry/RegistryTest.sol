// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {INodeRegistry} from "../../../contracts/interfaces/INodeRegistry.sol";
import {TestStablecoin} from "../../../contracts/test/TestStablecoin.sol";
import {Node} from "../../../contracts/types/NodeTypes.sol";
import {Messages} from "../support/Messages.sol";
import {Vm} from "../support/Vm.sol";

/// What every test of NodeRegistry starts from: the real token and registry, an operator with money, and keys that can sign.
abstract contract RegistryTest {
    struct Party {
        address at;
        uint256 key;
    }

    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    uint40 internal constant NOW = 1_900_000_000;
    uint40 internal constant DAY = 1 days;
    uint40 internal constant UNBONDING = 14 days;
    uint40 internal constant PAYOUT_DELAY = 7 days;
    uint96 internal constant MINIMUM = 50_000_000;
    uint96 internal constant STAKE = 100_000_000;
    uint64 internal constant FLOOR = 3;

    address internal constant OPERATOR = address(0x0456);
    address internal constant PAYOUT = address(0x0789);
    address internal constant NEW_PAYOUT = address(0x079a);
    address internal constant STRANGER = address(0x0def);

    TestStablecoin internal token;
    INodeRegistry internal registry;
    Party internal node;
    Party internal second;

    function setUp() public virtual {
        _deploy(new TestStablecoin());
    }

    function _deploy(TestStablecoin token_) internal {
        vm.warp(NOW);
        node = party("node");
        second = party("second key");
        token = token_;
        registry = INodeRegistry(_create("NodeRegistry", abi.encode(token, MINIMUM)));
    }

    /// Deploys the compiled contract of this name, so that the tests run the very code that is published; an error of its constructor passes through.
    function _create(string memory name, bytes memory arguments) internal returns (address made) {
        bytes memory code = bytes.concat(vm.getCode(name), arguments);
        assembly ("memory-safe") {
            made := create(0, add(code, 32), mload(code))
            if iszero(made) {
                returndatacopy(code, 0, returndatasize())
                revert(code, returndatasize())
            }
        }
    }

    function party(string memory name) internal pure returns (Party memory) {
        // Any non-zero number below the curve's order is a key; a hash cut to 31 bytes is one.
        uint256 key = uint256(keccak256(bytes(name))) >> 8;
        return Party({at: vm.addr(key), key: key});
    }

    // Steps

    /// Gives tokens, and the registry the right to pull them.
    function _fund(address who, uint96 amount) internal {
        token.mint(who, amount);
        vm.prank(who);
        token.approve(address(registry), amount);
    }

    /// `node`, of OPERATOR, paid out to PAYOUT, with STAKE.
    function _register() internal {
        _registerAs(OPERATOR, node, STAKE);
    }

    function _registerAs(address operator, Party memory who, uint96 stake) internal {
        _fund(operator, stake);
        bytes memory proof = _proof(who, operator, NOW + DAY);
        vm.prank(operator);
        registry.register(who.at, PAYOUT, stake, FLOOR, NOW + DAY, proof);
    }

    function _rotate(Party memory to) internal {
        uint40 deadline = uint40(block.timestamp) + DAY;
        bytes memory proof = _proof(to, OPERATOR, deadline);
        vm.prank(OPERATOR);
        registry.rotateKey(node.at, to.at, deadline, proof);
    }

    function _proposed() internal {
        _register();
        vm.prank(OPERATOR);
        registry.proposePayout(node.at, NEW_PAYOUT);
    }

    function _unbonding() internal {
        _register();
        vm.prank(OPERATOR);
        registry.requestUnstake(node.at);
    }

    // Signed messages

    function _domain() internal view returns (bytes32) {
        return Messages.separator("Turnpike Node", block.chainid, address(registry));
    }

    function _sign(Party memory by, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(by.key, digest);
        return abi.encodePacked(r, s, v);
    }

    /// The node key's consent: NodeKey(operator, its own address, deadline).
    function _proof(Party memory by, address operator, uint40 deadline) internal view returns (bytes memory) {
        return _sign(by, Messages.nodeKey(_domain(), operator, by.at, deadline));
    }

    // Expectations

    /// The next call reverts with exactly this error.
    function _expect(bytes4 selector) internal {
        vm.expectRevert(abi.encodeWithSelector(selector));
    }

    function _expect(bytes4 selector, address first) internal {
        vm.expectRevert(abi.encodeWithSelector(selector, first));
    }

    function _expect(bytes4 selector, address first, address second_) internal {
        vm.expectRevert(abi.encodeWithSelector(selector, first, second_));
    }

    function _expect(bytes4 selector, uint256 first) internal {
        vm.expectRevert(abi.encodeWithSelector(selector, first));
    }

    function _expect(bytes4 selector, uint256 first, uint256 second_) internal {
        vm.expectRevert(abi.encodeWithSelector(selector, first, second_));
    }

    function _expect(bytes4 selector, address first, uint256 second_) internal {
        vm.expectRevert(abi.encodeWithSelector(selector, first, second_));
    }

    /// The whole record, so that a test sees what it did not expect, too.
    function _assertRecord(Node memory expected) internal view {
        Node memory actual = registry.nodeOf(node.at);
        vm.assertEq(abi.encode(actual), abi.encode(expected), "the record");
    }

    /// What `_register` leaves behind.
    function _fresh() internal view returns (Node memory record) {
        record.operator = OPERATOR;
        record.payout = PAYOUT;
        record.key = node.at;
        record.bond = STAKE;
        record.registeredAt = NOW;
        record.descriptorFloor = FLOOR;
    }

    function _assertActive(bool active) internal view {
        vm.assertTrue(registry.isActive(node.at) == active, active ? "is active" : "is not active");
    }

    /// The logs that the registry wrote since recording began; the token's own are left out.
    function _events() internal returns (Vm.Log[] memory events) {
        Vm.Log[] memory all = vm.getRecordedLogs();
        uint256 count = 0;
        for (uint256 i = 0; i < all.length; ++i) {
            if (all[i].emitter == address(registry)) ++count;
        }
        events = new Vm.Log[](count);
        count = 0;
        for (uint256 i = 0; i < all.length; ++i) {
            if (all[i].emitter == address(registry)) events[count++] = all[i];
        }
    }

    /// Exactly one event with these topics (the second and third indexed ones may be 0: absent) and this data.
    function _assertOnlyEvent(bytes32 selector, address first, bytes32 second_, bytes32 third, bytes memory data) internal {
        Vm.Log[] memory events = _events();
        vm.assertEq(events.length, 1, "events");
        vm.assertEq(events[0].topics.length, third != 0 ? 4 : second_ != 0 ? 3 : 2, "topics");
        vm.assertEq(events[0].topics[0], selector, "event");
        vm.assertEq(events[0].topics[1], _word(first), "first indexed");
        if (second_ != 0) vm.assertEq(events[0].topics[2], second_, "second indexed");
        if (third != 0) vm.assertEq(events[0].topics[3], third, "third indexed");
        vm.assertEq(events[0].data, data, "event data");
    }

    function _word(address who) internal pure returns (bytes32) {
        return bytes32(uint256(uint160(who)));
    }
}
